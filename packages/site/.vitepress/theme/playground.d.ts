/** Importing it defines the element `<mnist1d-playground>`. */
declare module '@mnist1d/playground';
