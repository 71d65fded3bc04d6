call pypi_ls#define('toml')
