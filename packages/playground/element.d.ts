/** What `@mnist1d/playground` gives to other packages; importing it defines the elements `<mnist1d-playground>` and `<mnist1d-experiment>`. */

/** How a network came out. */
export interface Outcome {
  readonly title: string;
  readonly updates: number;
  /** Percent of the signals it trained on, and of the test signals. */
  readonly train: number;
  readonly test: number;
  /** Updates a second, of all but the first ones, which compile. */
  readonly speed: number;
  /** SHA-256 of its weights. */
  readonly digest: string;
}

export declare class PlaygroundElement extends HTMLElement {
  /** The state as a query string. */
  get query(): string;
  /** Trains on, from the start where the race is over. */
  play(): void;
}
