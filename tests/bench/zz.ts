process.setSourceMapsEnabled(false);
import { benchStack, classes } from "./bench-stack";
import * as pulumi from "@pulumi/pulumi";
import { buildEmptyPlugin, EmptyNative } from "./empty-resources";
import { startRemoteEmulator, wireTools, inputTools } from "./remote-emulator";
(async()=>{
 const host=(process.argv[2]??"native") as "native"|"dynamic";
 const em=await startRemoteEmulator(); const ep=buildEmptyPlugin();
 const ids=await em.seed({count:200,prefix:"sesn_",agentId:"a",tools:wireTools("always_allow")});
 const {SessionOverrides}=classes[host]();
 const a=await benchStack(em,ep), b=await benchStack(em,ep);
 a.setProgram(async()=>{for(const s of ids)new SessionOverrides(s,{sessionId:s,tools:inputTools("always_ask") as never})});
 b.setProgram(async()=>{for(const s of ids)new pulumi.CustomResource("empty:index:Empty",s,{sessionId:s,tools:inputTools("always_ask") as never,...(process.env.SAME==="2"?{access:undefined,agentId:undefined,archivedAt:undefined,terminated:undefined}:{})})});
 const cpu=async(n:string,f:()=>Promise<number>)=>{const c=process.cpuUsage();const s=await f();const d=process.cpuUsage(c);console.log(n,s.toFixed(2),'s; bench process cpu',((d.user+d.system)/1e6).toFixed(2))};
 await cpu('warm ours preview',()=>a.seconds("preview"));
 await cpu('warm empty preview',()=>b.seconds("preview"));
 await cpu('ours preview',()=>a.seconds("preview"));
 await cpu('empty preview',()=>b.seconds("preview"));
 await cpu('ours up',()=>a.seconds("up"));
 await cpu('empty up',()=>b.seconds("up"));
 await cpu('ours noop',()=>a.seconds("up"));
 await cpu('empty noop',()=>b.seconds("up"));
 await em.close();process.exit()
})();
