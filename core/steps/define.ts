import type { Clock } from '../clock';
import type { StepError } from '../errors';
import type { Http, Log } from '../ports';
import type { Store } from '../store';
import type { Text } from './text';

/** A JSON object from outside: an item's json, a webhook's body. */
export type JsonObject = Record<string, unknown>;

export type HostName = 'n8n' | 'node-red';

/** Something is shown only while each named parameter has one of these values; in a row, each named cell. */
export type ShowWhen = Readonly<Record<string, readonly (string | boolean)[]>>;

interface ParameterBase {
  label: Text;
  help: Text;
  /** An example, shown in the empty field as "e.g. …". */
  placeholder?: string;
  showWhen?: ShowWhen;
  /** Rarely needed: kept out of sight until asked for. */
  advanced?: boolean;
  /** The same for all items and needed before any comes: takes no expression. */
  constant?: boolean;
  /** Shown on these hosts only; elsewhere it keeps its default. */
  hosts?: readonly HostName[];
}

/** A line of text. In a connection, `secret` keeps it out of sight and out of exports. */
export interface TextParameter extends ParameterBase {
  type: 'text';
  default: string;
  required?: boolean;
  secret?: boolean;
}

/** Liquid text, rendered by the step itself for each person. */
export interface TemplateParameter extends ParameterBase {
  type: 'template';
  default: string;
  rows?: number;
}

/** JSON as text; an expression may give what it stands for. */
export interface JsonParameter extends ParameterBase {
  type: 'json';
  default: string;
  rows: number;
}

export interface NumberParameter extends ParameterBase {
  type: 'number';
  default: number;
  minimum: number;
  maximum: number;
}

/** A decimal amount in major units as people write it ("10.00"); empty means none. */
export interface MoneyParameter extends ParameterBase {
  type: 'money';
  default: string;
}

export interface FlagParameter extends ParameterBase {
  type: 'flag';
  default: boolean;
}

export interface Option<V extends string = string> {
  value: V;
  label: Text;
  help?: Text;
}

export interface ChoiceParameter<V extends string = string> extends ParameterBase {
  type: 'choice';
  options: readonly Option<V>[];
  default: NoInfer<V>;
}

/** Any number of the options. Same for all items: outputs may depend on it. */
export interface ChoicesParameter<V extends string = string> extends ParameterBase {
  type: 'choices';
  options: readonly Option<V>[];
  default: readonly NoInfer<V>[];
}

/** Rows that the user adds, each with the same columns. */
export interface RowsParameter<C extends Parameters = Parameters> extends ParameterBase {
  type: 'rows';
  columns: C;
  rowLabel: Text;
  /** The column whose text is the title of a row's output. */
  titledBy?: string;
}

/** What a question may be answered with; `connect`: by the connections that are chosen in the settings. */
export type AskedContext = Pick<StepContext, 'store' | 'clock' | 'http' | 'log' | 'connect'>;

/** What a host asks a step while somebody edits its settings. */
export interface Question {
  /** The parameters that the answer follows from. */
  from: readonly string[];
  /**
   * The answer, for the person at the canvas. `given`: what stands in those parameters, unchecked. Throws `StepError`
   * with what is still missing or wrong, and `StoreError`.
   */
  answer(given: JsonObject, context: AskedContext): Promise<Text>;
  /** The answer can be edited further: these parameters get these values, and `into` gets the answer. */
  takeOver?: { label: Text; into: string; set: Readonly<Record<string, string>> };
}

/** A sentence for the reader, or the answer to a question; has no value. */
export interface NoticeParameter {
  type: 'notice';
  label: Text;
  showWhen?: ShowWhen;
  asks?: Question;
}

export type Parameter =
  | TextParameter
  | TemplateParameter
  | JsonParameter
  | NumberParameter
  | MoneyParameter
  | FlagParameter
  | ChoiceParameter
  | ChoicesParameter
  | RowsParameter
  | NoticeParameter;

export interface Parameters {
  readonly [name: string]: Parameter;
}

type ValueOf<P> = P extends { type: 'number' }
  ? number
  : P extends { type: 'flag' }
    ? boolean
    : P extends { type: 'choice'; options: readonly Option<infer V>[] }
      ? V
      : P extends { type: 'choices'; options: readonly Option<infer V>[] }
        ? V[]
        : P extends { type: 'rows'; columns: infer C extends Parameters }
          ? Values<C>[]
          : string;

/** The values of a step's parameters once checked, by name. */
export type Values<Ps extends Parameters> = {
  -readonly [K in keyof Ps as Ps[K] extends { type: 'notice' } ? never : K]: ValueOf<Ps[K]>;
};

/** A choice whose values keep their literal types. */
export function choice<const V extends string>(
  parameter: Omit<ChoiceParameter<V>, 'type'>,
): ChoiceParameter<V> {
  return { type: 'choice', ...parameter };
}

/** Several choices whose values keep their literal types. */
export function choices<const V extends string>(
  parameter: Omit<ChoicesParameter<V>, 'type'>,
): ChoicesParameter<V> {
  return { type: 'choices', ...parameter };
}

/**
 * An account or a secret that a step uses. Its values come from a credential in n8n and from a
 * config node in Node-RED, never from an item.
 */
export interface Connection<Ps extends Parameters = Parameters> {
  /** Name in Node-RED (`shop-journeys-<name>`) and key in the step. */
  name: string;
  title: Text;
  /** n8n's credential type; `own` ones are generated from `fields`, others n8n ships, with these field names. */
  n8n: { type: string; own: boolean };
  fields: Ps;
  /** Resolves when the connection works; throws `StepError` with what to mend. */
  test(values: Values<Ps>): Promise<void>;
}

export interface ConnectionUse {
  connection: Connection;
  required: boolean;
  showWhen?: ShowWhen;
}

export interface Output {
  name: string;
  label: Text;
}

export interface FixedOutput extends Output {
  showWhen?: ShowWhen;
}

/**
 * Outputs in order: one for each value picked in a `choices` parameter, or for each row of a `rows` parameter, of
 * those named by `eachOf` that are shown; then those of the fixed ones that are shown.
 */
export interface Outputs {
  eachOf?: readonly string[];
  fixed: readonly FixedOutput[];
}

export interface StepItem<V> {
  json: JsonObject;
  values: V;
}

/**
 * What became of one input item: it left by an output, once or as several items, or it failed. An item without outcome
 * is held.
 */
export type Outcome = { item: number; output: string; json: JsonObject } | { item: number; error: StepError };

/** Where on which canvas the step stands. */
export interface Place {
  host: HostName;
  /** Id of the workflow or flow. */
  workflow: string;
  /** Id of the node. */
  node: string;
  /** The node's title on the canvas. */
  title: string;
  /** True in a run started by hand from the editor. */
  manual: boolean;
}

/** The host's run of the canvas, where it can wait by itself and go on later at this step. */
export interface Run {
  /** What leads back to it; stored with the person and given to the host's releaser as `journey.run`. */
  address: string;
  /** Puts the run to wait, once the person is in the store. */
  wait(): Promise<void>;
}

export interface StepContext {
  store: Store;
  clock: Clock;
  http: Http;
  log: Log;
  place: Place;
  /** Aborted when the run is cancelled. */
  signal?: AbortSignal;
  /** The present run, on a host whose runs can wait. */
  run?(): Run;
  /** The checked values of a connection that this step declares. Throws `StepError` when none is chosen. */
  connect<Ps extends Parameters>(connection: Connection<Ps>): Promise<Values<Ps>>;
}

/** A webhook request before anything is believed about it. */
export interface ReceivedRequest {
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
}

/** A request to the address of a step; GET only where that is a page. */
export interface Visit extends ReceivedRequest {
  method: 'GET' | 'POST';
  /** What stands behind the address, `?a=b`: the first of each name. */
  query: Readonly<Record<string, string>>;
  /** All of it as it came, still encoded, for who writes something else than UTF-8; left out where nothing stands there. */
  search?: string;
}

export interface Answer {
  status: number;
  body: JsonObject;
  /** HTML for a person to look at, in place of `body`. */
  page?: string;
  /** Plain text, for programs that want to hear words of theirs, in place of `body`. */
  text?: string;
  /** A GIF, in place of `body`. */
  image?: Buffer;
  /** Where the caller is led to, in place of `body`. */
  redirect?: string;
}

/** Ends what a step does by itself. */
export type Deactivate = () => Promise<void>;

/** How others are told of the address of a step. Each part may throw `StepError`, and can be done again. */
export interface Registration<Ps extends Parameters = Parameters> {
  /** Whether all who are to call the address know it, and nobody else does. */
  isDone(values: Values<Ps>, context: StepContext, address: string): Promise<boolean>;
  /** Tells them: when the node becomes active. */
  begin(values: Values<Ps>, context: StepContext, address: string): Promise<void>;
  /** Tells them that it is gone: when the node is no longer to be active. */
  end(values: Values<Ps>, context: StepContext, address: string): Promise<void>;
}

/** Everything that both hosts need to know about a step. */
export interface Step<Ps extends Parameters = Parameters> {
  /** Kebab-case; the node's name in Node-RED and, camel-cased, in n8n. */
  name: string;
  title: Text;
  summary: Text;
  /** Longer help in Markdown, shown below the parameter table. */
  details: Text;
  kind: 'trigger' | 'step';
  /** #rrggbb of the node in Node-RED. */
  color: string;
  outputs: Outputs;
  connections?: Readonly<Record<string, ConnectionUse>>;
  parameters: Ps;
  /** Runs a batch. Throws `StoreError`, or `StepError` when no item can be handled. */
  run(items: readonly StepItem<Values<Ps>>[], context: StepContext): Promise<Outcome[]>;
  /** Takes in one webhook request: only steps that have an address. */
  receive?(request: Visit, values: Values<Ps>, context: StepContext): Promise<Answer>;
  /** People look at its address in a browser: it takes GET requests, too. */
  isPage?: boolean;
  /** Tells others of its address by itself: only steps that have one. */
  registration?: Registration<Ps>;
  /** The key under which the store holds people for this step: only steps that hold people. */
  holdKey?(values: Values<Ps>, place: Place): string;
  /** A run of the host may wait at it with one person: see `Run`. */
  runsWait?: boolean;
  /** What is different in a run started by hand, for whoever starts one; only steps that hold people. */
  byHand?: Text;
  /**
   * Begins what the step does by itself while its node is active; the values of a step that is no trigger are the
   * constant ones. What it answers ends that, and resolves once it has ended. Throws `StepError` when it cannot begin.
   */
  activate?(values: Values<Ps>, context: StepContext): Promise<Deactivate>;
}

/** Declares a step; the types of `run`'s values follow from `parameters`. */
export function defineStep<const Ps extends Parameters>(step: Step<Ps>): Step<Ps> {
  return step;
}

/** Declares a connection; the types of `test`'s values follow from `fields`. */
export function defineConnection<const Ps extends Parameters>(connection: Connection<Ps>): Connection<Ps> {
  return connection;
}

/** Whether a host shows a parameter. */
export function isShownOn(host: HostName, parameter: Parameter): boolean {
  return parameter.type === 'notice' || (parameter.hosts?.includes(host) ?? true);
}

/** A step as a host shows it: without the parameters that only another has. */
export function stepFor(host: HostName, step: Step): Step {
  const shown = Object.entries(step.parameters).filter(([, parameter]) => isShownOn(host, parameter));
  return { ...step, parameters: Object.fromEntries(shown) };
}

/** A kebab-case name as programs write it: smtp-account is smtpAccount. */
export const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
