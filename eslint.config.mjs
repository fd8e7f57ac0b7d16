import communityNodes from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const n8nSources = ['nodes/**/*.ts', 'credentials/**/*.ts'];

// Where the design differs from n8n's rules on purpose. Each line says why; nothing else is switched off.
const deliberate = {
  // The package is for self-hosted n8n, where dependencies are installed along (README, "Limits").
  '@n8n/community-nodes/no-runtime-dependencies': 'off',
  // One pinned development dependency; a package manager ignores overrides of an installed package.
  '@n8n/community-nodes/no-overrides-field': 'off',
  // The wait node has inputs and a trigger(): it holds people in the store and hands them back itself.
  '@n8n/community-nodes/trigger-node-conventions': 'off',
  // Users already have n8n's own credentials for smtp, for HTTP and for many a provider.
  '@n8n/community-nodes/no-credential-reuse': 'off',
  // Icons are given where a description is derived from its step (nodes/adapter), which this rule cannot follow.
  '@n8n/community-nodes/icon-validation': 'off',
  // Takes the name of the node shop-journeys-gateway-auth in package.json for a secret.
  '@n8n/community-nodes/no-hardcoded-secrets': 'off',
  // For nodes that are part of n8n itself; others give an http address, which its sister rule checks.
  'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
};

const withoutHosts = (folder, message) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^(n8n-|node-red|@node-red)|/(nodes|node-red|credentials|generate|journeys)(/|$)',
            message,
          },
        ],
      },
    ],
  },
});

export default defineConfig(
  // plugins/ is built by the shops that it is copied into, with their packages.
  globalIgnores(['dist/', 'coverage/', 'screenshots/', 'plugins/', 'hosts/*/node_modules/', '**/*.min.js']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      'no-unused-vars': ['error', { vars: 'local' }],
    },
  },
  {
    // Put as it is into Node-RED's editor, whose page calls its functions.
    files: ['generate/node-red/dialog/*.js'],
    languageOptions: { sourceType: 'script' },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await turns what it throws into a rejection, as its port promises.
      '@typescript-eslint/require-await': 'off',
      // Ports are records of functions that need no `this`; they are taken apart freely.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: ['URL', 'URLSearchParams'] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'Validate the value or narrow it; a cast through unknown only silences the compiler.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // expect.any() and its like are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  withoutHosts('core', 'core/ knows neither host.'),
  {
    // The scripts run with their types stripped, together with what they import of core/.
    files: ['core/**/*.ts'],
    rules: { '@typescript-eslint/parameter-properties': ['error', { prefer: 'class-property' }] },
  },
  {
    files: n8nSources,
    extends: [communityNodes.configs.recommendedWithoutN8nCloudSupport],
    plugins: { 'n8n-nodes-base': nodesBase },
    rules: { ...nodesBase.configs.nodes.rules, ...nodesBase.configs.credentials.rules, ...deliberate },
  },
  {
    files: ['package.json'],
    extends: [communityNodes.configs.recommendedWithoutN8nCloudSupport],
    plugins: { 'n8n-nodes-base': nodesBase },
    languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
    rules: { ...nodesBase.configs.community.rules, ...deliberate },
  },
);
