import './silence';
import { ExecutionLifecycleHooks, ExternalSecretsProxy, WorkflowExecute } from 'n8n-core';
import {
  type ICredentialDataDecryptedObject,
  type ICredentials,
  ICredentialsHelper,
  type IHttpRequestOptions,
  type INode,
  type INodeCredentialsDetails,
  type INodeExecutionData,
  type INodeParameters,
  type INodeProperties,
  type INodeType,
  type INodeTypes,
  type IRun,
  type IWorkflowExecuteAdditionalData,
  NodeConnectionTypes,
  Workflow,
  type WorkflowExecuteMode,
  createRunExecutionData,
} from 'n8n-workflow';
import type { JsonObject } from '../../core/steps';

const never = (): never => {
  throw new Error('this test does not need it');
};

const URL_OF_NOBODY = 'http://127.0.0.1:9/';

type Accounts = Readonly<Record<string, ICredentialDataDecryptedObject>>;

class Accounted extends ICredentialsHelper {
  constructor(private readonly accounts: Accounts) {
    super();
  }

  getParentTypes = (): string[] => [];
  isCredentialUsableByNode = (): boolean => true;
  authenticate = (): Promise<IHttpRequestOptions> => never();
  preAuthentication = (): Promise<undefined> => never();
  runPreAuthentication = (): Promise<undefined> => never();
  getCredentials = (): Promise<ICredentials> => never();
  updateCredentials = (): Promise<void> => never();
  updateCredentialsOauthTokenData = (): Promise<void> => never();
  getCredentialsProperties = (): INodeProperties[] => [];

  getDecrypted(_: IWorkflowExecuteAdditionalData, __: INodeCredentialsDetails, type: string) {
    return Promise.resolve(this.accounts[type] ?? {});
  }
}

const start: INodeType = {
  description: {
    displayName: 'Start',
    name: 'start',
    group: ['transform'],
    version: 1,
    description: 'Passes items on',
    defaults: {},
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties: [],
  },
  execute() {
    return Promise.resolve([this.getInputData()]);
  },
};

function typesWith(tested: INodeType): INodeTypes {
  const byName = (name: string) => (name === 'start' ? start : tested);
  return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}

export interface NodeRun {
  /** As a workflow saves them. */
  parameters?: JsonObject;
  typeVersion?: number;
  items: readonly INodeExecutionData['json'][];
  accounts?: Accounts;
  settings?: Partial<Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>>;
  mode?: WorkflowExecuteMode;
}

export interface NodeResult {
  outputs: readonly (readonly INodeExecutionData[])[];
  error: IRun['data']['resultData']['error'];
}

export function additionalData(accounts: Accounts = {}): IWorkflowExecuteAdditionalData {
  return {
    credentialsHelper: new Accounted(accounts),
    externalSecretsProxy: new ExternalSecretsProxy(),
    executeWorkflow: never,
    getRunExecutionData: never,
    getRuntimeCredential: never,
    startRunnerTask: never,
    logAiEvent: never,
    currentNodeExecutionIndex: 0,
    executionId: '1',
    restApiUrl: URL_OF_NOBODY,
    instanceBaseUrl: URL_OF_NOBODY,
    formBaseUrl: URL_OF_NOBODY,
    formWaitingBaseUrl: URL_OF_NOBODY,
    formTestBaseUrl: URL_OF_NOBODY,
    webhookBaseUrl: URL_OF_NOBODY,
    webhookWaitingBaseUrl: URL_OF_NOBODY,
    webhookTestBaseUrl: URL_OF_NOBODY,
    mcpBaseUrl: URL_OF_NOBODY,
    mcpTestBaseUrl: URL_OF_NOBODY,
    variables: {},
  };
}

/** A workflow of two nodes: Start, and Step, which is the node under test. */
export function workflowOf(
  tested: INodeType,
  { parameters = {}, accounts = {}, settings = {}, typeVersion = 1 }: Omit<NodeRun, 'items'>,
): Workflow {
  const credentials = Object.fromEntries(
    Object.keys(accounts).map((type) => [type, { id: type, name: type }]),
  );
  const saved: INodeParameters = JSON.parse(JSON.stringify(parameters));
  const step: INode = {
    id: 'step',
    name: 'Step',
    type: 'tested',
    typeVersion,
    position: [0, 0],
    parameters: saved,
    credentials,
    ...settings,
  };
  return new Workflow({
    id: 'workflow',
    name: 'A workflow',
    active: false,
    nodes: [
      { id: 'start', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
      step,
    ],
    connections: { Start: { main: [[{ node: 'Step', type: NodeConnectionTypes.Main, index: 0 }]] } },
    nodeTypes: typesWith(tested),
    settings: { executionOrder: 'v1' },
  });
}

interface Batch {
  items: INodeExecutionData[];
  accounts?: Accounts | undefined;
  mode: WorkflowExecuteMode;
}

/** Starts an execution at a node with items, in n8n's own engine. */
export async function execute(
  workflow: Workflow,
  nodeName: string,
  { items, accounts, mode }: Batch,
): Promise<IRun> {
  const data = additionalData(accounts);
  data.hooks = new ExecutionLifecycleHooks(mode, '1', {
    id: 'workflow',
    name: 'A workflow',
    active: false,
    activeVersionId: null,
    isArchived: false,
    nodes: [],
    connections: {},
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });
  const node = workflow.getNode(nodeName) ?? never();
  const stack = createRunExecutionData({
    executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
  });
  return new WorkflowExecute(data, mode, stack).processRunExecutionData(workflow);
}

/** What the node under test put out in a run. */
export function outputsOf(run: IRun): INodeExecutionData[][] {
  const [step] = run.data.resultData.runData['Step'] ?? [];
  return (step?.data?.['main'] ?? []).map((output) => output ?? []);
}

/** Runs a node in n8n's own engine, behind a node that hands it `items`. */
export async function runNode(tested: INodeType, options: NodeRun): Promise<NodeResult> {
  const { accounts, mode = 'trigger' } = options;
  const items = options.items.map((json) => ({ json }));
  const run = await execute(workflowOf(tested, options), 'Start', { items, accounts, mode });
  return { outputs: outputsOf(run), error: run.data.resultData.error };
}
