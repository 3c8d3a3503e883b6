/** The service worker: after a visit the whole site but the API works offline, and of the API what was seen of it. */
import { clientsClaim } from 'workbox-core';
import { type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';

/** Files and their digests, which the build puts in. */
declare const FILES: PrecacheEntry[];
declare const self: { skipWaiting(): void };

self.skipWaiting();
clientsClaim();
// The state of the playground stands behind the question mark.
precacheAndRoute(FILES, { ignoreURLParametersMatching: [/./] });
registerRoute(({ sameOrigin }) => sameOrigin, new NetworkFirst());
