/** This package's version as it names itself to the API; a test holds it against package.json. */
export const packageVersion = "0.1.0";

export const userAgent = `pulumi-managed-agents/${packageVersion}`;
