// node discover.mjs CLIENT URL ID SECRET: discovers the registry at URL, gets a token, asks about it, revokes it; says what came of it as JSON.
const [, , which, url, id, secret] = process.argv;

async function openidClient6() {
  const client = await import('openid-client');
  const config = await client.discovery(new URL(url), id, undefined, client.ClientSecretBasic(secret),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] });
  const tokens = await client.clientCredentialsGrant(config);
  const before = await client.tokenIntrospection(config, tokens.access_token);
  await client.tokenRevocation(config, tokens.access_token);
  const after = await client.tokenIntrospection(config, tokens.access_token);
  return { issuer: config.serverMetadata().issuer, token: tokens.access_token, before: before.active, after: after.active };
}

async function oauth4webapi() {
  const oauth = await import('oauth4webapi');
  const issuer = new URL(url);
  const insecure = { [oauth.allowInsecureRequests]: true };
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: id };
  const proof = oauth.ClientSecretBasic(secret);
  const granted = await oauth.clientCredentialsGrantRequest(server, client, proof, new URLSearchParams(), insecure);
  const tokens = await oauth.processClientCredentialsResponse(server, client, granted);
  const ask = async () => oauth.processIntrospectionResponse(
    server, client, await oauth.introspectionRequest(server, client, proof, tokens.access_token, insecure));
  const before = await ask();
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, proof, tokens.access_token, insecure));
  const after = await ask();
  return { issuer: server.issuer, token: tokens.access_token, before: before.active, after: after.active };
}

async function openidClient5() {
  const { Issuer } = await import('openid-client-5');
  const issuer = await Issuer.discover(`${url}/.well-known/oauth-authorization-server`);
  const client = new issuer.Client({ client_id: id, client_secret: secret, introspection_endpoint_auth_method: 'client_secret_basic' });
  const tokens = await client.grant({ grant_type: 'client_credentials' });
  const before = await client.introspect(tokens.access_token);
  await client.revoke(tokens.access_token);
  const after = await client.introspect(tokens.access_token);
  return { issuer: issuer.metadata.issuer, token: tokens.access_token, before: before.active, after: after.active };
}

const clients = { 'openid-client 6': openidClient6, oauth4webapi, 'openid-client 5': openidClient5 };
try {
  console.log(JSON.stringify(await clients[which]()));
} catch (error) {
  console.error(error.code ?? '', error.message, error.cause ? JSON.stringify(error.cause) : '');
  process.exit(1);
}
