/** Makes `startApp` serve the package, so that the tests of the API become tests of what is deployed. */
process.env.TODOLIST_API = 'package';
