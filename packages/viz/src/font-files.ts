/** The fonts that come with this package. */
import { fileURLToPath } from 'node:url';

/** The build puts them into dist/fonts; the path holds from this folder and from dist. */
export const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  fileURLToPath(new URL(`../dist/fonts/${file}`, import.meta.url)),
);
