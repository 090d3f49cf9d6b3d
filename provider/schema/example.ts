/** One example, said in every language of Pulumi. Each generated SDK shows its own language only. */
export interface Example {
  readonly title: string;
  readonly typescript: string;
  readonly python: string;
  readonly go: string;
  readonly csharp: string;
  readonly java: string;
  readonly yaml: string;
}

/** The example as generators and the registry read it in a description. */
export function exampleSection({ title, ...programs }: Example): string {
  const blocks = Object.entries(programs).map(
    ([language, program]) => `\`\`\`${language}\n${program.trim()}\n\`\`\``,
  );
  return `{{% examples %}}
## Example Usage
{{% example %}}
### ${title}

${blocks.join("\n\n")}

{{% /example %}}
{{% /examples %}}`;
}
