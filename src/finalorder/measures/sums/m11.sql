-- m11: one row a kind of order of removal, withheld ones among them, with their number, from the cube of orders issued.
-- Key: none. In the numerator: issued in absentia.
SELECT n.*, CASE WHEN n.in_absentia = 'yes' THEN n.denominator ELSE 0 END AS hits
FROM cube_orders_issued AS n
WHERE n.split IN ('removal', 'removal_withheld')
