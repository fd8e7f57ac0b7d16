/** Runs with a server on the loopback allowed, as the test buttons of accounts take it from the environment. */
export async function allowing(url: string, run: () => Promise<void>): Promise<void> {
  const before = process.env['JOURNEYS_ALLOW_HOSTS'];
  process.env['JOURNEYS_ALLOW_HOSTS'] = new URL(url).host;
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env['JOURNEYS_ALLOW_HOSTS'];
    else process.env['JOURNEYS_ALLOW_HOSTS'] = before;
  }
}
