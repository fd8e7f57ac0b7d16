import { unpackFile } from './packed.mjs';
import { getPinned } from './pinned.mjs';
import { Problem } from './problem.mjs';

// Twilio's own tool brings its OpenAPI files; Prism answers by them.
const packed = '@twilio/cli-core@8.3.2';
const file = 'src/services/twilio-api/twilio_api_v2010.json';
const purpose = 'Getting Prism and the contract of Twilio';

/**
 * Gets a Prism and Twilio's contract into the cache unless they are there, and returns their folder; undefined where
 * they cannot be had, and the tests that need them are skipped.
 */
export async function getTwilioContract(setting) {
  try {
    return await getPinned(setting, {
      name: 'prism',
      purpose,
      effort: '60 MB, for tests, once',
      finish: (folder) => unpackFile(setting.npm, folder, { packed, file, purpose }),
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    setting.progress.note(`${error.message}\nThe tests that need it are skipped.`);
    return undefined;
  }
}
