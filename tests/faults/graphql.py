"""The operations that the tests of faults ask."""

PASSWORD = "everybody-has-this-one-here"

SIGN_UP = """
mutation ($username: String!, $email: String!, $password: String!) {
  signup(username: $username, email: $email, password: $password) { token user { id } }
}"""
DELETE_ACCOUNT = "mutation ($password: String!) { deleteAccount(password: $password) { ok } }"
CREATE_POST = "mutation ($content: String!) { createPost(content: $content) { post { id } } }"
DELETE_POST = "mutation ($id: ID!) { deletePost(id: $id) { id } }"
CREATE_COMMENT = """
mutation ($post: ID!, $content: String!, $parent: ID) {
  createComment(post: $post, content: $content, parent: $parent) { comment { id } }
}"""
DELETE_COMMENT = "mutation ($id: ID!) { deleteComment(id: $id) { id } }"
LIKE = "mutation ($id: ID!) { likePost(id: $id) { post { id } } }"
UNLIKE = "mutation ($id: ID!) { unlikePost(id: $id) { post { id } } }"
FOLLOW = "mutation ($id: ID!) { followUser(id: $id) { user { id } } }"
UNFOLLOW = "mutation ($id: ID!) { unfollowUser(id: $id) { user { id } } }"

PERSON = "query ($username: String!) { user(username: $username) { id } }"
POST = "query ($id: ID!) { post(id: $id) { id likesCount commentsCount } }"
ME = "{ me { username followersCount followingCount postsCount } }"
# Each returns one page of a connection, under the name `page`.
_PAGE = "pageInfo { hasNextPage endCursor }"
FOLLOWERS = f"""
query ($after: String) {{
  me {{ page: followers(first: 100, after: $after) {{ nodes {{ username }} {_PAGE} }} }}
}}"""
FOLLOWING = f"""
query ($after: String) {{
  me {{ page: following(first: 100, after: $after) {{ nodes {{ username }} {_PAGE} }} }}
}}"""
POSTS = f"""
query ($after: String) {{
  me {{ page: posts(first: 100, after: $after) {{ nodes {{ id content }} {_PAGE} }} }}
}}"""
LIKERS = f"""
query ($id: ID!, $after: String) {{
  post(id: $id) {{ page: likers(first: 100, after: $after) {{ nodes {{ username }} {_PAGE} }} }}
}}"""
COMMENTS = f"""
query ($id: ID!, $after: String) {{
  post(id: $id) {{
    page: commentsConnection(first: 100, after: $after) {{
      nodes {{ content author {{ username }} }} {_PAGE}
    }}
  }}
}}"""
NOTIFICATIONS = f"""
query ($after: String) {{
  page: notifications(first: 100, after: $after) {{
    nodes {{ kind actor {{ username }} post {{ id }} comment {{ content }} }} {_PAGE}
  }}
}}"""
