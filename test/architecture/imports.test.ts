import { modulesIn, type Module } from './modules';

const modules = modulesIn('core', 'nodes', 'credentials', 'node-red', 'generate', 'journeys');

const inFolder = (folder: string) =>
  [...modules.values()].filter(({ path }) => path.startsWith(`${folder}/`));

// Step definitions and what they run need each other, and so do ingest, coupons, waits and segments. Through the doors they
// would load each other half-made: these modules are imported directly.
const sideDoors = [
  /^core\/steps\/(define|outputs|shared|text)$/,
  /^core\/coupons\/redeem$/,
  /^core\/enrolments\/(enrol|told)$/,
  /^core\/ingest\/(contacts|event|identities|names|orders|profile|record|rollups)$/,
  /^core\/points\/merge$/,
  /^core\/segments\/(stages|membership\/update)$/,
  /^core\/waits\/(settle|start)$/,
  /^core\/scores\/(rfm|tiers)$/,
  /^core\/shops\/(accounts|instant|intake|record|shape|signature)$/,
  /^core\/(channels|shops)\/[\w-]+\/(accounts|connection)$/,
];

/** These modules and all that they load, at once or later. */
function loadedWith(starts: readonly Module[]): Module[] {
  const seen = new Set(starts);
  for (const module of seen) {
    for (const next of module.reaches.flatMap((path) => modules.get(path) ?? [])) seen.add(next);
  }
  return [...seen];
}

const isHost = (name: string) => /^(n8n-|@n8n\/|node-red($|\/)|@node-red\/)/.test(name);

test('core knows neither host', () => {
  const strays = inFolder('core').flatMap(({ path, mentions, packages }) =>
    [...mentions.filter((name) => !name.startsWith('core/')), ...packages.filter(isHost)].map(
      (name) => `${path} → ${name}`,
    ),
  );

  expect(inFolder('core').length).toBeGreaterThan(10);
  expect(strays).toEqual([]);
});

test.each(['node-red', 'generate/node-red'])('%s loads nothing of n8n', (folder) => {
  const strays = loadedWith(inFolder(folder)).flatMap(({ path, packages }) =>
    packages.filter((name) => /^(n8n-|@n8n\/)/.test(name)).map((name) => `${path} → ${name}`),
  );

  expect(inFolder(folder)).not.toEqual([]);
  expect(strays).toEqual([]);
});

test.each([
  ['nodes', 'node-red'],
  ['node-red', 'nodes'],
])('%s does not know %s', (folder, other) => {
  const strays = inFolder(folder).flatMap(({ path, mentions }) =>
    mentions.filter((to) => to.startsWith(`${other}/`)).map((to) => `${path} → ${to}`),
  );

  expect(strays).toEqual([]);
});

test('a folder of core is entered by its door', () => {
  const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
  const around = [...modules.values()].flatMap(({ path, mentions }) =>
    mentions
      .filter((to) => to.split('/').length > 2 && to.startsWith('core/') && folderOf(to) !== folderOf(path))
      .filter((to) => !to.endsWith('/index') && !sideDoors.some((door) => door.test(to)))
      .map((to) => `${path} → ${to}`),
  );

  expect(around).toEqual([]);
});

test('no module of core is loaded before it is ready', () => {
  expect(cycles()).toEqual([]);
});

/** Rings of modules that load each other, each written from its first module round to it. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push([...way.slice(way.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of modules.get(path)?.loads ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of inFolder('core')) visit(path, []);
  return found;
}
