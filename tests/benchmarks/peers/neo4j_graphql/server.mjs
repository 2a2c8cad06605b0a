// @neo4j/graphql 7 as its documentation runs it: Apollo's server, the token verified by the library,
// and the feed by its own directive for Cypher, as a generated filter would read every post.
import cluster from "node:cluster";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const { PORT, PEER_SECRET, PEER_GRAPH, PEER_GRAPH_PASSWORD } = process.env;

const typeDefs = `#graphql
  type User @node {
    username: String!
  }
  type Comment @node {
    content: String!
  }
  type Post @node {
    id: ID!
    content: String!
    author: [User!]! @relationship(type: "POSTED", direction: IN)
    likesCount: Int! @cypher(
      statement: "RETURN COUNT { (this)<-[:LIKED]-() } AS likes", columnName: "likes")
    comments: [Comment!]! @cypher(
      statement: "MATCH (this)<-[:ON]-(c) RETURN c ORDER BY c.cid DESC LIMIT 20", columnName: "c")
  }
  type Query {
    feed: [Post!]! @cypher(
      statement: """
        MATCH (:User {uid: toInteger($jwt.sub)})-[:FOLLOWS]->(followee)
        WITH followee.uid AS author
        CALL (author) {
          MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
          WHERE post.author = author AND post.pid > 0
          RETURN post ORDER BY post.author DESC, post.pid DESC LIMIT 20
        }
        WITH post ORDER BY post.pid DESC LIMIT 20
        RETURN post
      """
      columnName: "post")
  }
`;

if (cluster.isPrimary) {
  for (let each = 0; each < 2; each += 1) cluster.fork();
  cluster.on("exit", () => process.exit(1));
} else {
  const driver = neo4j.driver(PEER_GRAPH, neo4j.auth.basic("neo4j", PEER_GRAPH_PASSWORD));
  const library = new Neo4jGraphQL({
    typeDefs,
    driver,
    features: { authorization: { key: PEER_SECRET } },
  });
  const server = new ApolloServer({ schema: await library.getSchema(), introspection: false });
  await startStandaloneServer(server, {
    listen: { port: Number(PORT), host: "127.0.0.1" },
    context: async ({ req }) => ({ token: req.headers.authorization }),
  });
}
