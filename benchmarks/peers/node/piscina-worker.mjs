export default (item) => item;
