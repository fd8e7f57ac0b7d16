import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

/** What a module of this package asks for. Paths are relative to the root, with forward slashes, without extension. */
export interface Module {
  path: string;
  /** Imports of own modules, types included, in the source's order. */
  mentions: string[];
  /** Own modules that it loads, at once or later. */
  reaches: string[];
  /** Own modules that are loaded before it. */
  loads: string[];
  /** Packages that it loads, at once or later, by what it writes in its import. */
  packages: string[];
}

/** Every TypeScript module in the folders named, by path. */
export function modulesIn(...folders: string[]): Map<string, Module> {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  return new Map(
    files.map((file) => readModule(file.replaceAll(sep, '/'))).map((module) => [module.path, module]),
  );
}

function readModule(file: string): Module {
  const source = readFileSync(join(root, file), 'utf8');
  // What remains after compilation is what is loaded: types are gone, `import()` is still there.
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2024 },
  });
  const own = (name: string) => resolveOwn(file, name);
  const loaded = importsOf(outputText);
  return {
    path: file.replace(/\.ts$/, ''),
    mentions: importsOf(source).flatMap(own),
    reaches: loaded.flatMap(own),
    loads: staticImportsOf(outputText).flatMap(own),
    packages: loaded.filter((name) => !name.startsWith('.')),
  };
}

function importsOf(code: string): string[] {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

function staticImportsOf(code: string): string[] {
  const file = ts.createSourceFile('module.js', code, ts.ScriptTarget.ES2024);
  return file.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const from = isImport ? statement.moduleSpecifier : undefined;
    return from && ts.isStringLiteral(from) ? [from.text] : [];
  });
}

function resolveOwn(file: string, name: string): string[] {
  if (!name.startsWith('.')) return [];
  const path = posix.join(dirname(file), name).replace(/\.ts$/, '');
  if (existsSync(join(root, `${path}.ts`))) return [path];
  return existsSync(join(root, path, 'index.ts')) ? [`${path}/index`] : [];
}
