/** What pages have in the place of node-only.ts. */
export {};
