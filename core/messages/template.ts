import { Liquid, LiquidError, type Template } from 'liquidjs';
import type { Escape } from '../channels';
import { StepError } from '../errors';
import { keeping } from '../remembering';
import { addFilters, type Style, withStyle } from './filters';

const TEMPLATES_KEPT = 500;
const LONGEST_TEMPLATE = 200_000;
/** Bounds of one rendering, far above any message, on a busy machine too; time in milliseconds. */
const LIMITS = { memoryLimit: 200_000, renderLimit: 1_000 };

const encoded = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? encodeURIComponent(value)
    : '';

const escapes = { text: undefined, html: 'escape', url: encoded } as const;

/** A Liquid that reads no files and knows every name it is asked for, or says so. */
function engineWith(escape: Escape): Liquid {
  const outputEscape = escapes[escape];
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    timezoneOffset: 0,
    parseLimit: LONGEST_TEMPLATE,
    ...(outputEscape && { outputEscape }),
  });
  delete engine.tags['include'];
  delete engine.tags['render'];
  delete engine.tags['layout'];
  delete engine.tags['block'];
  addFilters(engine);
  return engine;
}

interface Engine {
  liquid: Liquid;
  /** Asked once for each template: they are long, and many people get the same. */
  parse: (template: string) => Template[];
}

function engineOf(escape: Escape): Engine {
  const liquid = engineWith(escape);
  return { liquid, parse: keeping((template) => liquid.parse(template), TEMPLATES_KEPT) };
}

const engines: Record<Escape, Engine> = {
  text: engineOf('text'),
  html: engineOf('html'),
  url: engineOf('url'),
};

export interface Rendering {
  escape?: Escape;
  /** What the template was compiled from, for the lines of errors. */
  source?: string | undefined;
  /** What it is called, if it does not stand in the parameter itself. */
  title?: string | undefined;
}

/**
 * The text that a Liquid template makes of `scope`. `parameter`: where the template was written, for the
 * `StepError` about a template that does not parse or asks for a name that is not there.
 */
export function render(
  parameter: string,
  template: string,
  scope: object,
  style: Style,
  { escape = 'text', ...written }: Rendering = {},
): string {
  // A text that is no template may be another for each person: it is not worth keeping.
  if (!/\{[{%]/.test(template)) return template;
  const { liquid, parse } = engines[escape];
  try {
    return String(liquid.renderSync(parse(template), withStyle(scope, style), LIMITS));
  } catch (error) {
    throw complaint(parameter, error, written);
  }
}

/** Throws `StepError` for a template that does not parse. */
export function checkTemplate(parameter: string, template: string): void {
  try {
    engines.text.parse(template);
  } catch (error) {
    throw complaint(parameter, error);
  }
}

function complaint(parameter: string, error: unknown, { source, title }: Rendering = {}): unknown {
  if (!LiquidError.is(error)) return error;
  const line = lineOf(error, source);
  const where = `${title === undefined ? '' : `Template ${title}, `}“${parameter}”, line ${line}`;
  const cause = error.originalError?.message ?? error.message;
  const unknownName = /^undefined variable: (.+)$/.exec(cause)?.[1];
  if (unknownName) {
    return new StepError(`${where}: there is no ${unknownName}.`, {
      parameter,
      advice: `Check the name, or say what to write where it is missing: {{ ${unknownName} | default: "…" }}.`,
    });
  }
  return new StepError(`${where}: ${cause}.`, {
    parameter,
    advice: 'Correct the template; it is written in Liquid.',
  });
}

/** Where a mistake stands in what somebody wrote. */
function lineOf({ token }: LiquidError, source: string | undefined): number | undefined {
  if (source === undefined) return token.getPosition()[0];
  return source.slice(0, source.indexOf(token.getText())).split('\n').length;
}
