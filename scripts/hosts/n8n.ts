import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseFlatted } from './flatted.ts';
import { answers, freePort, HostError, startHost, type Host } from './process.ts';
import { request } from './request.ts';

const PUBLISH_DEADLINE_MS = 30_000;

export interface N8nOptions {
  /** The folder in which n8n is installed (it holds node_modules/n8n). */
  readonly hostFolder: string;
  readonly userFolder: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts n8n on 127.0.0.1 and waits until its editor, REST API and webhooks answer. */
export async function startN8n({ hostFolder, userFolder, port, env }: N8nOptions): Promise<Host> {
  // After a crash n8n waits ten seconds, to slow down a supervisor's restarts; there is none here.
  await rm(join(userFolder, '.n8n', 'crash.journal'), { force: true });
  return await startHost({
    name: 'n8n',
    args: [join(hostFolder, 'node_modules', 'n8n', 'bin', 'n8n'), 'start'],
    cwd: hostFolder,
    env: { ...(await n8nEnv(userFolder, port)), ...env },
    port,
    ready: async ({ url }) =>
      (await answers(`${url}/healthz/readiness`)) && (await answers(`${url}/rest/settings`)),
  });
}

/** n8n's environment for one instance on 127.0.0.1 that calls nobody on its own account. */
export async function n8nEnv(userFolder: string, port: number): Promise<Record<string, string>> {
  return {
    N8N_USER_FOLDER: userFolder,
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    N8N_SECURE_COOKIE: 'false',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    // The registry of MCP servers is fetched from n8n's site at every start.
    N8N_DISABLED_MODULES: 'mcp-registry',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  };
}

export type Json = Record<string, unknown>;
export type N8nStatus =
  'canceled' | 'crashed' | 'error' | 'new' | 'running' | 'success' | 'unknown' | 'waiting';

export interface N8nOwner {
  readonly email: string;
  readonly password: string;
}

export interface N8nWorkflow extends Json {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly versionId: string;
}

export interface N8nItem {
  readonly json: Json;
  readonly pairedItem?: unknown;
}

export interface N8nNodeRun {
  readonly startTime: number;
  readonly executionTime: number;
  readonly executionStatus: N8nStatus;
  readonly data?: Readonly<Record<string, readonly (readonly N8nItem[] | null)[]>>;
  readonly error?: { readonly message: string; readonly description?: string };
}

export interface N8nExecutionSummary {
  readonly id: string;
  readonly workflowId: string;
  readonly mode: string;
  readonly status: N8nStatus;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly waitTill: string | null;
}

export interface N8nExecution extends N8nExecutionSummary {
  readonly data: {
    readonly resultData: {
      readonly runData: Readonly<Record<string, readonly N8nNodeRun[]>>;
      readonly lastNodeExecuted?: string;
      readonly error?: { readonly message: string };
    };
  };
}

export interface ExecutionQuery {
  readonly workflowId?: string;
  readonly status?: readonly N8nStatus[];
  /** At most 100, which is n8n's own limit. */
  readonly limit?: number;
  /** Only executions older than this one: the way to the next page. */
  readonly before?: string;
}

interface PublicationStatus {
  readonly status: 'failed' | 'in_progress' | 'not_published' | 'partial' | 'published';
  readonly liveVersionId: string | null;
  readonly triggers: readonly { readonly nodeId: string; readonly errorMessage: string | null }[];
}

/** The part of n8n's REST API (the one its editor uses) that scripts and tests need. */
export class N8nClient {
  readonly #url: string;
  // n8n ties a session to the browser that logged in.
  readonly #browserId = randomUUID();
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** Sets up the owner of a fresh instance; the client is then logged in. */
  async createOwner({ email, password }: N8nOwner): Promise<void> {
    await this.#call('POST', '/owner/setup', { email, password, firstName: 'Shop', lastName: 'Owner' });
  }

  async login({ email, password }: N8nOwner): Promise<void> {
    await this.#call('POST', '/login', { emailOrLdapLoginId: email, password });
  }

  async createCredential(credential: {
    readonly name: string;
    readonly type: string;
    readonly data: Json;
  }): Promise<{ readonly id: string; readonly name: string }> {
    return await this.#call('POST', '/credentials', credential);
  }

  async createWorkflow(workflow: object): Promise<N8nWorkflow> {
    return await this.#call('POST', '/workflows', { settings: {}, ...workflow });
  }

  async workflow(id: string): Promise<N8nWorkflow> {
    return await this.#call('GET', `/workflows/${id}`);
  }

  /** Saves a new draft; what is published stays as it is until `publish`. */
  async updateWorkflow(id: string, workflow: object): Promise<N8nWorkflow> {
    return await this.#call('PATCH', `/workflows/${id}`, workflow);
  }

  /** Publishes the latest draft and waits until its triggers are live. */
  async publish(id: string): Promise<void> {
    const { versionId } = await this.workflow(id);
    await this.#call('POST', `/workflows/${id}/activate`, { versionId });
    await this.#publication(id, (now) => now.status === 'published' && now.liveVersionId === versionId);
  }

  async unpublish(id: string): Promise<void> {
    await this.#call('POST', `/workflows/${id}/deactivate`, {});
    await this.#publication(id, (now) => now.status === 'not_published');
  }

  /** Lists executions, newest first. */
  async executions({
    workflowId,
    status,
    limit = 20,
    before,
  }: ExecutionQuery): Promise<readonly N8nExecutionSummary[]> {
    const query = new URLSearchParams({
      limit: String(limit),
      filter: JSON.stringify({ workflowId, status }),
    });
    if (before) query.set('lastId', before);
    const page = await this.#call<{ results: N8nExecutionSummary[] }>('GET', `/executions?${query}`);
    return page.results;
  }

  /** Reads one execution with the data of every node that ran. */
  async execution(id: string): Promise<N8nExecution> {
    const stored = await this.#call<Json & { data: string }>('GET', `/executions/${id}`);
    return { ...stored, data: parseFlatted(stored.data) } as N8nExecution;
  }

  async deleteExecution(id: string): Promise<void> {
    await this.#call('POST', '/executions/delete', { ids: [id] });
  }

  async #publication(id: string, reached: (now: PublicationStatus) => boolean): Promise<void> {
    const deadline = Date.now() + PUBLISH_DEADLINE_MS;
    for (;;) {
      const now = await this.#call<PublicationStatus>('GET', `/workflows/${id}/publication-status`);
      if (reached(now)) return;
      const failed = now.status === 'failed' || now.status === 'partial';
      if (failed || Date.now() > deadline) {
        throw new HostError(`n8n did not publish workflow ${id}: ${JSON.stringify(now)}`);
      }
      await sleep(50);
    }
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await request('n8n', `${this.#url}/rest${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'browser-id': this.#browserId, cookie: this.#cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
    const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
    if (session) this.#cookie = session.split(';', 1)[0] ?? '';
    const { data } = (await response.json()) as { data: T };
    return data;
  }
}

/** The items that a node put out on one of its outputs, over all its runs. */
export function outputItems(execution: N8nExecution, node: string, output = 0): readonly N8nItem[] {
  const runs = execution.data.resultData.runData[node] ?? [];
  return runs.flatMap((run) => run.data?.['main']?.[output] ?? []);
}
