// validatorUrl: by default the page loads a badge from another host, which then learns the address of this server.
window.ui = SwaggerUIBundle({
  url: "/openapi",
  dom_id: "#swagger-ui",
  validatorUrl: null,
  // "Try it out" sends requests to the server of this page, also behind a proxy that does not forward its own address.
  requestInterceptor: (request) => {
    const address = new URL(request.url, location.href);
    request.url = address.pathname + address.search;
    return request;
  },
  deepLinking: true,
  tryItOutEnabled: true,
});
