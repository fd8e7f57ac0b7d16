import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLSchema,
  type IntrospectionQuery,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';

const path = process.env['JOURNEYS_SHOPIFY_SCHEMA'] ?? '';

/** Shopify's own schema of its Admin API, 2026-10, which npm test fetches. */
export const schemaPresent = existsSync(path);

/** The title of tests that need the schema, and say why they are skipped without it. */
export const titled = (title: string): string =>
  schemaPresent ? title : `${title} (npm test fetches the schema of Shopify that this needs)`;

let built: GraphQLSchema | undefined;

/** Takes some seconds the first time. */
export function schemaOf(): GraphQLSchema {
  if (built) return built;
  const { data } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as {
    data: IntrospectionQuery;
  };
  // Shopify deprecates fields that their interfaces do not.
  return (built = buildClientSchema(data, { assumeValid: true }));
}

const believed = new Map<string, DocumentNode>();

/** The parsed document. Throws with what Shopify's schema has against it; deprecated fields count. */
function checkedDocument(source: string): DocumentNode {
  const kept = believed.get(source);
  if (kept) return kept;
  const document = parse(source);
  const errors = validate(schemaOf(), document, [...specifiedRules, NoDeprecatedCustomRule]);
  if (errors.length > 0)
    throw new Error(`Shopify's schema refuses: ${errors.map(String).join('\n')}\n${source}`);
  believed.set(source, document);
  return document;
}

export type Variables = Record<string, unknown>;
type Resolver = (args: never) => unknown;
export type Root = Record<string, Resolver>;

/**
 * Answers a document by Shopify's schema: the root gives the data, of which the document selects. Throws where the
 * document, its variables, or the data are not of the schema.
 */
export async function answered(root: Root, source: string, variables: Variables = {}): Promise<unknown> {
  const result: ExecutionResult = await execute({
    schema: schemaOf(),
    document: checkedDocument(source),
    rootValue: root,
    variableValues: variables,
  });
  if (result.errors) throw new Error(`not of Shopify's schema: ${result.errors.map(String).join('\n')}`);
  return result.data;
}
