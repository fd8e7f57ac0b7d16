const { join } = require('node:path');
const { tmpdir } = require('node:os');

// The threads of the embedded store read its source: its types are stripped once, not for every store.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'shop-journeys-compiled');

const esModulesOnly = [
  'kysely',
  'got',
  'jose',
  '@sindresorhus/is',
  'byte-counter',
  'cacheable-request',
  'chunk-data',
  'decompress-response',
  'keyv',
  'lowercase-keys',
  'responselike',
  'uint8array-extras',
  'mimic-response',
  'normalize-url',
  'get-stream',
  '@sec-ant',
  'is-stream',
  'http2-wrapper',
  'cacheable-lookup',
  'form-data-encoder',
  'p-cancelable',
];

const onPostgres = {
  globalSetup: '<rootDir>/test/support/postgres-setup.js',
  globalTeardown: '<rootDir>/test/support/postgres-teardown.js',
};

const shared = {
  transform: {
    '\\.(t|j)s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['/dist/'],
};

module.exports = {
  // Each waits for its databases much of the time.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      ...onPostgres,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/test/hosts/', '/test/medusa/'],
      setupFilesAfterEnv: ['<rootDir>/test/support/timeout.js', '<rootDir>/test/support/seed.js'],
    },
    {
      ...shared,
      displayName: 'hosts',
      testMatch: ['<rootDir>/test/hosts/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/hosts/support/timeout.js'],
    },
    {
      ...shared,
      ...onPostgres,
      displayName: 'medusa',
      testMatch: ['<rootDir>/test/medusa/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/hosts/support/timeout.js'],
    },
  ],
};
