import feed from "./feed.graphql?raw";
import followers from "./followers.graphql?raw";
import followersVariables from "./followers.json?raw";
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
  { title: "Feed", query: feed, variables: "" },
  { title: "Suggestions", query: suggestions, variables: "" },
  { title: "Sign up, then me", query: signUp, variables: signUpVariables },
  { title: "Who follows me", query: followers, variables: followersVariables },
  { title: "Search posts", query: search, variables: searchVariables },
  { title: "Post with a picture", query: picture, variables: pictureVariables },
];
