// Keeps the site for visits without a network, once the page has had its time; not where somebody saves data.
addEventListener('load', () => {
  if (!('serviceWorker' in navigator) || navigator.connection?.saveData) return;
  setTimeout(() => {
    // Frames without an origin and private windows have none.
    navigator.serviceWorker.register(new URL('service-worker.js', import.meta.url)).catch(() => {});
  }, 3000);
});
