// PostGraphile 4 as its documentation runs it in production: two processes, each with a pool of its
// own; the token is verified, and its claims are settings of the transaction that answers.
import cluster from "node:cluster";
import { createServer } from "node:http";
import pg from "pg";
import { postgraphile } from "postgraphile";

const { PORT, PEER_SECRET, PEER_SOCKET, PEER_DATABASE, PEER_USER } = process.env;

if (cluster.isPrimary) {
  for (let each = 0; each < 2; each += 1) cluster.fork();
  cluster.on("exit", () => process.exit(1));
} else {
  const pool = new pg.Pool({ host: PEER_SOCKET, database: PEER_DATABASE, user: PEER_USER, max: 8 });
  const options = {
    jwtSecret: PEER_SECRET,
    disableDefaultMutations: true,
    disableQueryLog: true,
    dynamicJson: true,
    graphiql: false,
    ignoreRBAC: false,
    legacyRelations: "omit",
    setofFunctionsContainNulls: false,
    simpleCollections: "only",
  };
  createServer(postgraphile(pool, "peers", options)).listen(Number(PORT), "127.0.0.1");
}
