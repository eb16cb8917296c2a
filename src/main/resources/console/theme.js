// Before the first paint: the theme and the density that this browser keeps.
(() => {
  try {
    const root = document.documentElement;
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    root.dataset.density = localStorage.getItem("density") || "normal";
  } catch {
    // Storage is switched off: the system's theme holds.
  }
})();
