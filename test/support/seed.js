const seed = process.env.JOURNEYS_TEST_SEED;

if (seed !== undefined) require('fast-check').configureGlobal({ seed: Number(seed) });
