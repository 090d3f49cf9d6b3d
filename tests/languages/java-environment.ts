import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ensureCached, isCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

/** Pulumi's SDK for Java on Maven Central, the newest when this was written. */
const PULUMI_JAVA_VERSION = "1.36.1";
const COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
const CACHE_NAME = `java-pulumi-${PULUMI_JAVA_VERSION}`;
const MAVEN = process.platform === "win32" ? "mvn.cmd" : "mvn";

const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>libraries</groupId>
  <artifactId>libraries</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.pulumi</groupId>
      <artifactId>pulumi</artifactId>
      <version>${PULUMI_JAVA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Why no Java program can be compiled and run here, in a sentence; undefined if one can. */
export function reasonNoJava(): string | undefined {
  const commands = ["javac", "java", ...(isCached(CACHE_NAME) ? [] : [MAVEN])];
  const missing = commands.filter((command) => spawnSync(command, ["-version"]).status !== 0);
  return missing.length === 0 ? undefined : `${missing.join(" and ")} cannot be run`;
}

/** A class path with Pulumi's SDK for Java and what it needs, fetched once per version of it. */
export async function ensureJavaLibraries(): Promise<string> {
  const folder = await ensureCached(CACHE_NAME, async (draft) => {
    writeFileSync(path.join(draft, "pom.xml"), PROJECT);
    const quietly = ["--batch-mode", "--quiet", "--file", path.join(draft, "pom.xml")];
    await mustSucceed(MAVEN, [...quietly, COPY_GOAL, `-DoutputDirectory=${draft}`]);
  });
  return path.join(folder, "*");
}
