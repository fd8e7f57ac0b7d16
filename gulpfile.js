const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

const dist = join(__dirname, 'dist');

// Generators are TypeScript too: they are loaded once compile has run.
const generator = (name) => require(join(dist, 'generate', name));

async function clean() {
  await rm(dist, { recursive: true, force: true, maxRetries: 5 });
}

function compile() {
  const compiler = require.resolve('typescript/bin/tsc');
  return spawn(process.execPath, [compiler, '-p', __dirname], { cwd: __dirname, stdio: 'inherit' });
}

function icons() {
  return src('{nodes,credentials,node-red}/**/*.svg', { base: '.', encoding: false }).pipe(dest('dist'));
}

async function nodeRed() {
  await generator('node-red').writeNodeRed(dist);
}

async function n8n() {
  await generator('n8n').writeCodex(dist);
}

async function journeys() {
  await generator('journeys').writeJourneys(__dirname);
}

async function docs() {
  await generator('docs').writeDocs(__dirname);
}

const build = series(clean, compile, parallel(icons, nodeRed, n8n, journeys, docs));

module.exports = { build, clean, default: build };
