/** What chromium-path.mjs gives; it has no types, so that Node 20 runs it as it is. */
export const chromiumPath: string | undefined;
export const missingBrowser: string | undefined;
export const chromiumArguments: string[];
