import { HostError } from './process.ts';

/** Sends a request, and fails with the host's own words unless it succeeds. */
export async function request(host: string, url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.ok) return response;
  const { pathname } = new URL(url);
  const body = await response.text();
  throw new HostError(`${host} answered ${response.status} to ${init.method ?? 'GET'} ${pathname}: ${body}`);
}
