/** Makes `startApp` serve the package as Function Compute 3.0 does. */
process.env.TODOLIST_API = 'package-fc3';
