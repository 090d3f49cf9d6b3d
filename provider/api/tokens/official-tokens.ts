/*
 * The two leaves of the official SDK's chain of credentials that speak to the API, and nothing else of it: they read no
 * environment and keep nothing. The build makes one small file of this one; it is loaded when a token is first needed.
 */
export { oidcFederationProvider } from "@anthropic-ai/sdk/lib/credentials/oidc-federation";
export { userOAuthProvider } from "@anthropic-ai/sdk/lib/credentials/user-oauth";
