// A file of its own, because pages of this server run no inline script.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Tokens stay in this page's memory, and no page elsewhere is asked whether the description is valid.
  persistAuthorization: false,
  validatorUrl: null,
});
