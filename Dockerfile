# Nightdesk runs as it stands in the repository: nothing is built, only installed.
FROM node:24-alpine AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# `npm install` rather than `npm ci`: it takes a lock file that was written on another kind of machine.
# No install scripts: the `node` package would bring a second Node, and nothing else we ship needs one.
RUN npm install --no-save --omit=dev --ignore-scripts --loglevel=error

FROM node:24-alpine
# MALLOC_ARENA_MAX: without it a server begins a second time to set it, and this C library has but one arena anyway.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data SHOP_DIR=/app/shop MALLOC_ARENA_MAX=1
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY . .
RUN mkdir -p node_modules/.cache && chown node:node node_modules/.cache
USER node
# Node's compiler of TypeScript would stay in the memory of a server that needed it: what it makes is kept here.
RUN node nightdesk.mjs compile server.ts integrations/store/redis/store.ts integrations/llm/helper.ts \
  integrations/commerce/file/commerce.ts integrations/commerce/medusa/commerce.ts integrations/commerce/shopify/commerce.ts \
  integrations/commerce/vendure/commerce.ts integrations/commerce/woocommerce/commerce.ts
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and gets SIGTERM: the server finishes what it has begun.
CMD ["node", "nightdesk.mjs", "start"]
