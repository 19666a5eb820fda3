# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# One image for every role:
#   docker run … milepost            API and jobs in one process, with the embedded database in the volume /data
#   docker run … milepost server     the API, migrating the database that DATABASE_URL names
#   docker run … milepost worker     the jobs
# Run it with --restart unless-stopped: a process that has lost its database ends with status 1, to be started again.
FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY .docker/entrypoint /usr/local/bin/milepost
USER node
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["milepost"]
CMD ["all-in-one"]
