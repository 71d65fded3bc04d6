// Stands where a compiled module would: it hashes passwords, and tests have none.
const none = () => Promise.reject(new Error('there are no passwords here'));
exports.hash = none;
exports.verify = none;
