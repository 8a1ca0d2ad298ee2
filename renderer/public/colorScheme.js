// Runs before the first paint, so that a dark window never flashes white. A file of its own: inline scripts are forbidden here.
(function () {
  var wanted = 'auto';
  try {
    wanted = localStorage.getItem('drydock-color-scheme') || 'auto';
  } catch {
    // Storage may be closed to us; follow the system then.
  }
  var dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
