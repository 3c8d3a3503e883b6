/** Importing it defines the elements `<mnist1d-playground>` and `<mnist1d-experiment>`. */
declare module '@mnist1d/playground';
