// validatorUrl: by default the page shows a badge from a host outside, and tells that host the address of this server.
window.ui = SwaggerUIBundle({
  url: "/openapi",
  dom_id: "#swagger-ui",
  validatorUrl: null,
  // "Try it out" asks the server of this page, also behind a proxy that does not say by which address it was reached.
  requestInterceptor: (request) => {
    const address = new URL(request.url, location.href);
    request.url = address.pathname + address.search;
    return request;
  },
  deepLinking: true,
  tryItOutEnabled: true,
});
