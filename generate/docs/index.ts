import { definitionSchema } from '../../core/segments/definition';
import { mappingSchema } from '../../core/shops';
import { type GeneratedFile, jsonText, writeFiles } from '../files';
import { journeysPage } from './journeys';
import { segmentsPage } from './segments';
import { shopCouponsPage } from './shop-coupons';
import { stepsPage } from './steps';

/** What of docs/ follows from the definitions. */
export function docFiles(): GeneratedFile[] {
  return [
    { path: 'docs/steps.md', text: stepsPage() },
    { path: 'docs/journeys.md', text: journeysPage() },
    { path: 'docs/segments.md', text: segmentsPage() },
    { path: 'docs/shop-coupons.md', text: shopCouponsPage() },
    { path: 'docs/segment.schema.json', text: jsonText(definitionSchema) },
    { path: 'docs/mapping.schema.json', text: jsonText(mappingSchema) },
  ];
}

/** Writes the generated files of docs/ below the package's root. */
export async function writeDocs(root: string): Promise<void> {
  await writeFiles(root, docFiles());
}
