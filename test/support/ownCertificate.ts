// A certificate that no authority signed, for localhost and 127.0.0.1, from 2020 to 2119. Its key guards nothing.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcksIhogeT2fytrXx
PzPJRT09aRGRw5ZJxpeX2IabrC+hRANCAARUNM/eqyIRh61rQtuBmFGOYKP5r9hU
JFVhSfIw2UhWJHMwxNigpOTjScMrDmqro1II8Bm87Nari5G8u2oO02fX
-----END PRIVATE KEY-----`;

const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUJTPb6A72DXd7jOlY1m3U+6rEcc4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMTkxMjA4
MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARUNM/eqyIRh61rQtuBmFGOYKP5r9hUJFVhSfIw2UhWJHMwxNigpOTj
ScMrDmqro1II8Bm87Nari5G8u2oO02fXo28wbTAdBgNVHQ4EFgQUZbj9+epD7u8R
WPoPUCc20kv+tSYwHwYDVR0jBBgwFoAUZbj9+epD7u8RWPoPUCc20kv+tSYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgWPHJR0K/m4IAiMt8U4PFSm7w662hvq9bdyh88v1Y2jkCIQDP
fTkp2STjVMMKexkoDc3DV1aMZHmlh++qIFPXt0HCrg==
-----END CERTIFICATE-----`;

/** A server that speaks https with that certificate; its address. */
export async function httpsServer(): Promise<{ server: Server; port: number }> {
  const server = createServer({ key, cert }, (_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
