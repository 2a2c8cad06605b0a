import feed from "./feed.graphql?raw";
import followers from "./followers.graphql?raw";
import followersVariables from "./followers.json?raw";
import live from "./live.graphql?raw";
import picture from "./picture.graphql?raw";
import pictureVariables from "./picture.json?raw";
import search from "./search.graphql?raw";
import searchVariables from "./search.json?raw";
import signUp from "./sign-up.graphql?raw";
import signUpVariables from "./sign-up.json?raw";
import suggestions from "./suggestions.graphql?raw";

export type Example = { title: string; query: string; variables: string };

/** The tabs of a first visit. GraphiQL names a tab after its operation. */
export const examples: Example[] = [
  example("Feed", feed),
  example("Suggestions", suggestions),
  example("Sign up, then me", signUp, signUpVariables),
  example("Who follows me", followers, followersVariables),
  example("Live notifications", live),
  example("Search posts", search, searchVariables),
  example("Post with a picture", picture, pictureVariables),
];

function example(title: string, query: string, variables = ""): Example {
  return { title, query: query.trimEnd(), variables: variables.trimEnd() };
}
