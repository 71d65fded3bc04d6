call pypi_ls#define('requirements')
