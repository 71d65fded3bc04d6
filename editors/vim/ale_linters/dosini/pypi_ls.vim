call pypi_ls#define('dosini')
