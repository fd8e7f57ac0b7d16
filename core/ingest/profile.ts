/** Each field with the instant at which it was said (ms UTC): the latest word wins, in whatever order words come. */
export type Profile = Record<string, [value: string, at: number]>;

/** The latest word of two profiles on each field; the greater value where both were said at once. */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  const merged = { ...a };
  for (const [field, said] of Object.entries(b)) {
    const known = merged[field];
    if (!known || said[1] > known[1] || (said[1] === known[1] && said[0] > known[0])) merged[field] = said;
  }
  return merged;
}

/** A profile all of whose fields were said at `at`. */
export function profileSaid(fields: Readonly<Record<string, string>>, at: number): Profile {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, [value, at]]));
}

export function parseProfile(json: string): Profile {
  return JSON.parse(json) as Profile;
}

/** The fields alone. */
export function plainProfile(profile: Profile): Record<string, string> {
  return Object.fromEntries(Object.entries(profile).map(([field, [value]]) => [field, value]));
}
