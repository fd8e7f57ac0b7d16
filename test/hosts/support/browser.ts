import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type HostName, type Parameter, type Text, isShownOn, stepValues } from '../../../core/steps';
import type { JourneyStep } from '../../../journeys';

const SCREENSHOTS = join(__dirname, '..', '..', '..', 'screenshots');
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
const MISSING =
  'No Chromium was found. Install it (on Debian: apt-get install chromium), or set CHROMIUM to the path of the program.';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = folders.flatMap((folder) => PROGRAMS.map((program) => join(folder, program)));
  return [process.env['CHROMIUM'] ?? '', ...places].find((path) => existsSync(path));
}

/** Tests that need a real browser. Without one they are skipped, and in CI they fail. */
export function describeInBrowser(name: string, define: (browser: () => Browser) => void): void {
  const executablePath = findChromium();
  let browser: Browser | undefined;
  const opened = (): Browser => {
    if (!browser) throw new Error('The browser is not open.');
    return browser;
  };
  if (executablePath !== undefined) {
    describe(name, () => {
      beforeAll(async () => {
        browser = await chromium.launch({ executablePath, args: FLAGS });
      });
      afterAll(() => browser?.close());
      define(opened);
    });
  } else if (process.env['CI']) {
    test(name, () => {
      throw new Error(MISSING);
    });
  } else {
    console.warn(`“${name}” is skipped. ${MISSING}`);
    describe.skip(name, () => define(opened));
  }
}

export interface EditorPage {
  readonly page: Page;
  /** What went wrong in the page: errors that nothing caught, and what its console reports of the host's own files. */
  readonly faults: readonly string[];
}

/** Opens a page that reaches `origin` and nothing else. */
export async function openPage(browser: Browser, origin: string, locale = 'en-US'): Promise<EditorPage> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale });
  await context.route(
    (url) => url.origin !== origin,
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.location().url.startsWith(origin)) {
      faults.push(`${message.text()} (${message.location().url})`);
    }
  });
  return { page, faults };
}

/** Keeps a picture of the page in screenshots/ for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

interface Labels {
  readonly plain: readonly string[];
  /** Of the advanced parameters: all that could be shown, and those that the journey sets. */
  readonly advanced: readonly string[];
  readonly set: readonly string[];
}

/** Labels of the parameters that a step's settings on a host show at its place in a journey, in their order. */
export function shownLabels(host: HostName, { step, values }: JourneyStep, language: keyof Text): Labels {
  const all = stepValues(step.parameters, values);
  const fits = ({ showWhen = {} }: Parameter) =>
    Object.entries(showWhen).every(([name, wanted]) => wanted.some((value) => value === all[name]));
  const shown = Object.entries(step.parameters).filter(
    ([, parameter]) => isShownOn(host, parameter) && fits(parameter),
  );
  const isAdvanced = ([, parameter]: (typeof shown)[number]) => 'advanced' in parameter && parameter.advanced;
  const labels = (chosen: typeof shown) => chosen.map(([, { label }]) => label[language]);
  const advanced = shown.filter(isAdvanced);
  return {
    plain: labels(shown.filter((entry) => !isAdvanced(entry))),
    advanced: labels(advanced),
    set: labels(advanced.filter(([name]) => name in values)),
  };
}
